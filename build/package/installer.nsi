; The installer for Windows: per machine, with the firewall's rules, quietly with /S, over an older one in place. Only what comes with a
; stock NSIS is used. electron-builder gives PRODUCT_NAME, PRODUCT_FILENAME, VERSION, APP_ID and UNINSTALL_APP_KEY, config.ts
; GEZI_APP_FOLDER.
;
; Installer:    Gezi-VERSION-win-x64.exe [/S] [/D=C:\Folder]     (/D is the last one and has no quotes)
; Uninstaller:  "Uninstall Gezi.exe" [/S] [/PURGE]               (/PURGE also deletes the history of the user who runs it)
Target amd64-unicode
ManifestDPIAware true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!insertmacro GetParameters
!insertmacro GetOptions
!insertmacro GetSize

!define EXE "${PRODUCT_FILENAME}.exe"
!define UNINSTALLER "Uninstall ${PRODUCT_FILENAME}.exe"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${UNINSTALL_APP_KEY}"

Name "${PRODUCT_NAME}"
RequestExecutionLevel admin
InstallDir "$PROGRAMFILES64\${PRODUCT_FILENAME}"
SetCompressor /FINAL lzma

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "TradChinese"
!insertmacro MUI_LANGUAGE "Japanese"

LangString PURGE ${LANG_ENGLISH} "Also delete your messages and settings? They cannot be brought back."
LangString PURGE ${LANG_SIMPCHINESE} "是否同时删除您的消息和设置？删除后无法恢复。"
LangString PURGE ${LANG_TRADCHINESE} "是否同時刪除您的訊息和設定？刪除後無法復原。"
LangString PURGE ${LANG_JAPANESE} "メッセージと設定も削除しますか？元に戻すことはできません。"

; A program that runs is asked to end, and ended when it does not.
!macro end
  nsExec::Exec 'taskkill /IM "${EXE}"'
  Pop $0
  ${If} $0 == 0
    Sleep 3000
  ${EndIf}
  nsExec::Exec 'taskkill /IM "${EXE}" /F'
  Pop $0
!macroend

; Also the rules that Windows made when somebody refused the question of its own.
!macro closeFirewall
  nsExec::Exec 'netsh advfirewall firewall delete rule name="${PRODUCT_NAME}"'
  Pop $0
  nsExec::Exec 'netsh advfirewall firewall delete rule name=all program="$INSTDIR\${EXE}"'
  Pop $0
!macroend

!macro openFirewall protocol
  nsExec::Exec 'netsh advfirewall firewall add rule name="${PRODUCT_NAME}" dir=in action=allow program="$INSTDIR\${EXE}" protocol=${protocol} localport=2425 profile=domain,private enable=yes'
  Pop $0
!macroend

Function .onInit
  SetRegView 64
  ; An earlier one is replaced where it is, unless the command line says otherwise.
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $INSTDIR == "$PROGRAMFILES64\${PRODUCT_FILENAME}"
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

Section "Gezi"
  SetRegView 64
  SetShellVarContext all
  !insertmacro end
  ; What an older version had and this one has not would stay for ever.
  RMDir /r "$INSTDIR\resources"
  RMDir /r "$INSTDIR\locales"
  SetOutPath "$INSTDIR"
  File /r "$%GEZI_APP_FOLDER%/*"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  CreateShortCut "$SMPROGRAMS\${PRODUCT_NAME}.lnk" "$INSTDIR\${EXE}"
  CreateShortCut "$DESKTOP\${PRODUCT_NAME}.lnk" "$INSTDIR\${EXE}"
  WriteRegStr HKLM "${KEY}" "DisplayName" "${PRODUCT_NAME}"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr HKLM "${KEY}" "Publisher" "The Gezi authors"
  WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKLM "${KEY}" "EstimatedSize" "$0"
  !insertmacro closeFirewall
  !insertmacro openFirewall UDP
  !insertmacro openFirewall TCP
  ; Where the policy may lie: with SetShellVarContext all this is ProgramData. Administrators write there, everybody reads.
  CreateDirectory "$APPDATA\${PRODUCT_FILENAME}"
  nsExec::Exec 'icacls "$APPDATA\${PRODUCT_FILENAME}" /inheritance:r /grant *S-1-5-18:(OI)(CI)F /grant *S-1-5-32-544:(OI)(CI)F /grant *S-1-5-32-545:(OI)(CI)RX'
  Pop $0
SectionEnd

Section "Uninstall"
  SetRegView 64
  !insertmacro end
  !insertmacro closeFirewall
  SetShellVarContext all
  Delete "$SMPROGRAMS\${PRODUCT_NAME}.lnk"
  Delete "$DESKTOP\${PRODUCT_NAME}.lnk"
  SetShellVarContext current
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PURGE" $R1
  ${IfNot} ${Errors}
    RMDir /r "$APPDATA\${PRODUCT_FILENAME}"
  ${ElseIfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(PURGE)" IDNO keep
    RMDir /r "$APPDATA\${PRODUCT_FILENAME}"
    keep:
  ${EndIf}
  ; The policy of the computer stays: whoever put it there takes it away.
  RMDir /r "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
SectionEnd

; The installer for Windows: per machine, with the firewall's rules, quietly with /S, over an older one in place. Only what comes with a
; stock NSIS is used. electron-builder gives PRODUCT_NAME, PRODUCT_FILENAME, VERSION, APP_ID and UNINSTALL_APP_KEY, config.ts
; GEZI_APP_FOLDER, beside which lie what removes its files (.nsh), what notes them (.files.nsh), and the name of a shortcut (.shortcut.nsh),
; and GEZI_TOAST_ACTIVATOR.
;
; Installer:    Gezi-VERSION-win-x64.exe [/S] [/DOWNGRADE] [/D=C:\Folder]     (/D is the last one and has no quotes)
;               Error levels: 0 done, 1 cancelled, 2 a folder that holds other things, 3 a newer version is there (/DOWNGRADE replaces it).
; Uninstaller:  "Uninstall Gezi.exe" [/S] [/PURGE]               (/PURGE also deletes the history of the user who runs it)
Target amd64-unicode
ManifestDPIAware true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include StrFunc.nsh
!include WordFunc.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
${StrStr}
${UnStrRep}
!insertmacro VersionCompare
!insertmacro GetParameters
!insertmacro GetOptions
!insertmacro GetSize
!insertmacro DirState
!insertmacro GetFileAttributes

!define EXE "${PRODUCT_FILENAME}.exe"
!define UNINSTALLER "Uninstall ${PRODUCT_FILENAME}.exe"
!define ENVIRONMENT "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${UNINSTALL_APP_KEY}"

Name "${PRODUCT_NAME}"
RequestExecutionLevel admin
InstallDir "$PROGRAMFILES64\${PRODUCT_FILENAME}"
SetCompressor /FINAL lzma

!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE stayUntilItFits
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION runAsUser
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

LangString FULL ${LANG_ENGLISH} "This folder holds other files. Please choose an empty one."
LangString FULL ${LANG_SIMPCHINESE} "此文件夹中有其他文件，请选择一个空文件夹。"
LangString FULL ${LANG_TRADCHINESE} "此資料夾中有其他檔案，請選擇空的資料夾。"
LangString FULL ${LANG_JAPANESE} "このフォルダーには他のファイルがあります。空のフォルダーを選んでください。"

LangString NEWER ${LANG_ENGLISH} "A newer version of Gezi is installed. This one may be unable to open your messages until the newer one is back. Replace it all the same?"
LangString NEWER ${LANG_SIMPCHINESE} "电脑上已安装更新版本的 Gezi。换成此版本后，在重新装回新版本之前可能无法打开您的消息。仍要替换吗？"
LangString NEWER ${LANG_TRADCHINESE} "電腦上已安裝較新版本的 Gezi。換成此版本後，在重新裝回新版本之前可能無法開啟您的訊息。仍要取代嗎？"
LangString NEWER ${LANG_JAPANESE} "より新しいバージョンの Gezi がインストールされています。このバージョンに置き換えると、新しいバージョンに戻すまでメッセージを開けないことがあります。置き換えますか？"

; The system's own tools by their whole paths: we run as an administrator, and the installer often lies in a folder of downloads.
; A program that runs is asked to end, and ended when it does not.
!macro end
  nsExec::Exec '"$SYSDIR\taskkill.exe" /IM "${EXE}"'
  Pop $0
  ${If} $0 == 0
    Sleep 3000
  ${EndIf}
  nsExec::Exec '"$SYSDIR\taskkill.exe" /IM "${EXE}" /F'
  Pop $0
!macroend

; Also the rules that Windows made when somebody refused the question of its own.
!macro closeFirewall
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name="${PRODUCT_NAME}"'
  Pop $0
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name=all program="$INSTDIR\${EXE}"'
  Pop $0
!macroend

!macro openFirewall protocol
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall add rule name="${PRODUCT_NAME}" dir=in action=allow program="$INSTDIR\${EXE}" protocol=${protocol} localport=2425,2426 profile=domain,private enable=yes'
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
  Call refuseOlder
FunctionEnd

; An older version does not read what a newer one has written: who wants that says so.
Function refuseOlder
  ReadRegStr $0 HKLM "${KEY}" "DisplayVersion"
  ${VersionCompare} "$0" "${VERSION}" $1
  ${If} $0 == ""
  ${OrIf} $1 != 1
    Return
  ${EndIf}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DOWNGRADE" $R1
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  ; Silent: no.
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(NEWER)" /SD IDNO IDYES replace
  SetErrorLevel 3
  Quit
  replace:
FunctionEnd

; $0 is "full" where things of others lie: uninstalling and the next version clear their own names there. Our usual folder is ours.
Function checkFolder
  StrCpy $0 ""
  ${If} $INSTDIR == "$PROGRAMFILES64\${PRODUCT_FILENAME}"
  ${OrIf} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    Return
  ${EndIf}
  ${DirState} "$INSTDIR" $1
  ${If} $1 == 1
    StrCpy $0 "full"
  ${EndIf}
FunctionEnd

Function stayUntilItFits
  Call checkFolder
  ${If} $0 != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(FULL)"
    Abort
  ${EndIf}
FunctionEnd

; We are an administrator, the program shall be what its user is: his own desktop starts it.
Function runAsUser
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${EXE}"'
FunctionEnd

; $R1 is a shortcut. Windows shows notifications of a program, and puts its windows together, by the name in the shortcut that started it:
; that which the program gives itself (APP_ID).
Function nameShortcut
  StrCpy $R2 1
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$R1",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*(&w128 "${APP_ID}")p.r4'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,r4)p.r5'
        ${IPropertyStore::SetValue} $2 '($3,$5).R2'
        ${IPropertyStore::Commit} $2 ""
        ; wine says that it did and did not: what is asked for has to be a text now.
        System::Call '*$5(&i2 0)'
        ${IPropertyStore::GetValue} $2 '($3,$5)'
        System::Call '*$5(&i2 .r6)'
        ${If} $6 <> ${VT_LPWSTR}
          StrCpy $R2 1
        ${EndIf}
        System::Free $5
        System::Free $4
        System::Free $3
        ${IUnknown::Release} $2 ""
        ${If} $R2 = 0
          ${IPersistFile::Save} $1 '("$R1",1).R2'
        ${EndIf}
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  ${If} $R2 <> 0
    Call appendName
  ${EndIf}
FunctionEnd

; Where the system's shortcuts have no properties (wine): the block that Windows would write ([MS-SHLLINK] 2.5.7), before the four zeros at
; the end of the file $R1. shortcut.ts made it.
Function appendName
  FileOpen $0 "$R1" a
  ${If} $0 == ""
    Return
  ${EndIf}
  FileSeek $0 -4 END
  !include "$%GEZI_APP_FOLDER%.shortcut.nsh"
  FileClose $0
FunctionEnd

; What an older version had and this one has not would stay for ever. Its names are in the registry, where only administrators write: nothing
; that lies in the folder is asked or run for it.
Function removeOlder
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 != $INSTDIR
    Return
  ${EndIf}
  StrCpy $1 0
  ${Do}
    EnumRegValue $2 HKLM "${KEY}\Files" $1
    ${If} $2 == ""
      ${ExitDo}
    ${EndIf}
    ${If} ${FileExists} "$INSTDIR\$2\*.*"
      RMDir /r "$INSTDIR\$2"
    ${Else}
      Delete "$INSTDIR\$2"
    ${EndIf}
    IntOp $1 $1 + 1
  ${Loop}
  DeleteRegKey HKLM "${KEY}\Files"
FunctionEnd

; `gezi` at a prompt. Only in the folder of programs: in another one users may write, and what is on the computer's Path is run by
; administrators too. A Path that is longer than what NSIS can hold is left alone: its users write the whole path of bin\gezi.cmd.
Function addToPath
  StrLen $3 "$PROGRAMFILES64\"
  StrCpy $4 $INSTDIR $3
  ${If} $4 != "$PROGRAMFILES64\"
    Return
  ${EndIf}
  ClearErrors
  ReadRegStr $0 HKLM "${ENVIRONMENT}" "Path"
  ${If} ${Errors}
    Return
  ${EndIf}
  ${StrStr} $1 ";$0;" ";$INSTDIR\bin;"
  StrLen $2 "$0;$INSTDIR\bin"
  ${If} $1 != ""
  ${OrIf} $2 > 1000
    Return
  ${EndIf}
  WriteRegExpandStr HKLM "${ENVIRONMENT}" "Path" "$0;$INSTDIR\bin"
  SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=1000
FunctionEnd

Function un.removeFromPath
  ClearErrors
  ReadRegStr $0 HKLM "${ENVIRONMENT}" "Path"
  ${If} ${Errors}
    Return
  ${EndIf}
  ${UnStrRep} $1 "$0" ";$INSTDIR\bin" ""
  ${If} $1 != $0
    WriteRegExpandStr HKLM "${ENVIRONMENT}" "Path" "$1"
    SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=1000
  ${EndIf}
FunctionEnd

; What the program made for each of its users: the entry at log-in, and with the first notification (Electron does) a shortcut and what Windows
; calls when one is clicked. They would lead nowhere. Of users who are not logged in only the shortcut can be reached.
Function un.removeFromUsers
  StrCpy $0 0
  ${Do}
    EnumRegKey $1 HKU "" $0
    ${If} $1 == ""
      ${ExitDo}
    ${EndIf}
    DeleteRegValue HKU "$1\Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    DeleteRegKey HKU "$1\Software\Classes\CLSID\$%GEZI_TOAST_ACTIVATOR%"
    IntOp $0 $0 + 1
  ${Loop}
  Delete "$SMPROGRAMS\${PRODUCT_NAME}.lnk"
  StrCpy $0 0
  ${Do}
    EnumRegKey $1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" $0
    ${If} $1 == ""
      ${ExitDo}
    ${EndIf}
    ReadRegStr $2 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$1" "ProfileImagePath"
    ${If} $2 != ""
      ExpandEnvStrings $2 $2
      Delete "$2\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\${PRODUCT_NAME}.lnk"
    ${EndIf}
    IntOp $0 $0 + 1
  ${Loop}
FunctionEnd

Section "Gezi"
  SetRegView 64
  Call checkFolder
  ${If} $0 != ""
    SetErrorLevel 2
    Abort "$(FULL)"
  ${EndIf}
  SetShellVarContext all
  !insertmacro end
  Call removeOlder
  RMDir /r "$INSTDIR\resources"
  RMDir /r "$INSTDIR\locales"
  SetOutPath "$INSTDIR"
  ; First, so that the folder of an installation that broke off is known as ours.
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  File /r "$%GEZI_APP_FOLDER%/*"
  StrCpy $R1 "$SMPROGRAMS\${PRODUCT_NAME}.lnk"
  CreateShortCut "$R1" "$INSTDIR\${EXE}"
  Call nameShortcut
  StrCpy $R1 "$DESKTOP\${PRODUCT_NAME}.lnk"
  CreateShortCut "$R1" "$INSTDIR\${EXE}"
  Call nameShortcut
  WriteRegStr HKLM "${KEY}" "DisplayName" "${PRODUCT_NAME}"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr HKLM "${KEY}" "Publisher" "The Gezi authors"
  WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  !include "$%GEZI_APP_FOLDER%.files.nsh"
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKLM "${KEY}" "EstimatedSize" "$0"
  !insertmacro closeFirewall
  !insertmacro openFirewall UDP
  !insertmacro openFirewall TCP
  Call addToPath
  ; Where the policy may lie: with SetShellVarContext all this is ProgramData. Administrators write there, everybody reads.
  ; Everybody may make a folder in ProgramData: one that leads elsewhere is removed, one that a user made beforehand is taken from him.
  StrCpy $R0 "$APPDATA\${PRODUCT_FILENAME}"
  ${GetFileAttributes} "$R0" "REPARSE_POINT" $0
  ${If} $0 == 1
    RMDir "$R0"
  ${EndIf}
  CreateDirectory "$R0"
  nsExec::Exec '"$SYSDIR\icacls.exe" "$R0" /setowner *S-1-5-32-544 /L'
  Pop $0
  nsExec::Exec '"$SYSDIR\icacls.exe" "$R0" /reset /L'
  Pop $0
  nsExec::Exec '"$SYSDIR\icacls.exe" "$R0" /inheritance:r /grant *S-1-5-18:(OI)(CI)F /grant *S-1-5-32-544:(OI)(CI)F /grant *S-1-5-32-545:(OI)(CI)RX /L'
  Pop $0
  ${If} ${FileExists} "$R0\policy.json"
    nsExec::Exec '"$SYSDIR\icacls.exe" "$R0\policy.json" /setowner *S-1-5-32-544 /L'
    Pop $0
    nsExec::Exec '"$SYSDIR\icacls.exe" "$R0\policy.json" /reset /L'
    Pop $0
  ${EndIf}
SectionEnd

Section "Uninstall"
  SetRegView 64
  !insertmacro end
  !insertmacro closeFirewall
  SetShellVarContext all
  Delete "$SMPROGRAMS\${PRODUCT_NAME}.lnk"
  Delete "$DESKTOP\${PRODUCT_NAME}.lnk"
  SetShellVarContext current
  Call un.removeFromUsers
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
  Call un.removeFromPath
  ; The policy of the computer stays: whoever put it there takes it away.
  ; What others put beside the program stays, and its folder with it.
  !include "$%GEZI_APP_FOLDER%.nsh"
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
SectionEnd
